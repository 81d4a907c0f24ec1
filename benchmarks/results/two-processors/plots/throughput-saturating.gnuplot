$appbft << EOD
32 601.40 574.80 628.00
EOD
$crash << EOD
32 821.30 815.70 826.90
EOD
$direct << EOD
32 3532.40 3277.80 3787.00
EOD
$forward << EOD
32 2809.75 2560.60 3058.90
EOD
$spare << EOD
32 580.95 542.80 619.10
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
