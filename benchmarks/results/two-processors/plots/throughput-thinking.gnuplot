$appbft << EOD
300 30.18 29.05 31.30
EOD
$crash << EOD
300 30.75 29.55 31.95
EOD
$direct << EOD
300 30.62 29.80 31.45
EOD
$forward << EOD
300 30.55 29.60 31.50
EOD
$spare << EOD
300 30.27 29.25 31.30
EOD
set title "Throughput by clients (the paper's Figure 4): thinking" noenhanced
set grid ytics lc rgb '#dddddd'
set key outside below noenhanced
set terminal svg size 900,500 dynamic background 'white' font 'sans,14'
set output 'throughput-thinking.svg'
set xlabel 'Clients'
set ylabel 'Requests/s'
set yrange [0:*]
set offsets graph 0.05, graph 0.05, 0, 0
plot $appbft using 1:2:3:4 with yerrorlines lw 2 pt 7 title 'appbft', $crash using 1:2:3:4 with yerrorlines lw 2 pt 7 title 'crash', $direct using 1:2:3:4 with yerrorlines lw 2 pt 7 title 'direct', $forward using 1:2:3:4 with yerrorlines lw 2 pt 7 title 'forward', $spare using 1:2:3:4 with yerrorlines lw 2 pt 7 title 'spare'
set terminal pngcairo size 1350,750 font 'sans,16'
set output 'throughput-thinking.png'
set xlabel 'Clients'
set ylabel 'Requests/s'
set yrange [0:*]
set offsets graph 0.05, graph 0.05, 0, 0
plot $appbft using 1:2:3:4 with yerrorlines lw 2 pt 7 title 'appbft', $crash using 1:2:3:4 with yerrorlines lw 2 pt 7 title 'crash', $direct using 1:2:3:4 with yerrorlines lw 2 pt 7 title 'direct', $forward using 1:2:3:4 with yerrorlines lw 2 pt 7 title 'forward', $spare using 1:2:3:4 with yerrorlines lw 2 pt 7 title 'spare'
