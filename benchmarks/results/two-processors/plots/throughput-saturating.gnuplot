$appbft << EOD
32 436.85 373.60 500.10
EOD
$crash << EOD
32 780.50 767.20 793.80
EOD
$direct << EOD
32 4040.55 3930.90 4150.20
EOD
$forward << EOD
32 2860.00 2783.20 2936.80
EOD
$spare << EOD
32 569.85 536.20 603.50
EOD
set title "Throughput by clients (the paper's Figure 4): saturating" noenhanced
set grid ytics lc rgb '#dddddd'
set key outside below noenhanced
set terminal svg size 900,500 dynamic background 'white' font 'sans,14'
set output 'throughput-saturating.svg'
set xlabel 'Clients'
set ylabel 'Requests/s'
set yrange [0:*]
set offsets graph 0.05, graph 0.05, 0, 0
plot $appbft using 1:2:3:4 with yerrorlines lw 2 pt 7 title 'appbft', $crash using 1:2:3:4 with yerrorlines lw 2 pt 7 title 'crash', $direct using 1:2:3:4 with yerrorlines lw 2 pt 7 title 'direct', $forward using 1:2:3:4 with yerrorlines lw 2 pt 7 title 'forward', $spare using 1:2:3:4 with yerrorlines lw 2 pt 7 title 'spare'
set terminal pngcairo size 1350,750 font 'sans,16'
set output 'throughput-saturating.png'
set xlabel 'Clients'
set ylabel 'Requests/s'
set yrange [0:*]
set offsets graph 0.05, graph 0.05, 0, 0
plot $appbft using 1:2:3:4 with yerrorlines lw 2 pt 7 title 'appbft', $crash using 1:2:3:4 with yerrorlines lw 2 pt 7 title 'crash', $direct using 1:2:3:4 with yerrorlines lw 2 pt 7 title 'direct', $forward using 1:2:3:4 with yerrorlines lw 2 pt 7 title 'forward', $spare using 1:2:3:4 with yerrorlines lw 2 pt 7 title 'spare'
