$appbft << EOD
300 31.70 28.55 34.85
EOD
$crash << EOD
300 31.15 28.75 33.55
EOD
$direct << EOD
300 31.12 29.00 33.25
EOD
$forward << EOD
300 31.07 28.90 33.25
EOD
$spare << EOD
300 30.93 28.25 33.60
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
