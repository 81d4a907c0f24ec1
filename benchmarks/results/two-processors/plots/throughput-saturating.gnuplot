$appbft << EOD
32 315.30 294.80 335.80
EOD
$crash << EOD
32 541.00 523.10 558.90
EOD
$direct << EOD
32 2083.45 2013.00 2153.90
EOD
$forward << EOD
32 1863.75 1666.00 2061.50
EOD
$spare << EOD
32 350.95 322.70 379.20
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
