$appbft << EOD
100 12.12 11.67 12.57
EOD
$spare << EOD
100 12.15 11.80 12.50
EOD
set title "Throughput by clients (the paper's Figure 4): f2" noenhanced
set grid ytics lc rgb '#dddddd'
set key outside below noenhanced
set terminal svg size 900,500 dynamic background 'white' font 'sans,14'
set output 'throughput-f2.svg'
set xlabel 'Clients'
set ylabel 'Requests/s'
set yrange [0:*]
set offsets graph 0.05, graph 0.05, 0, 0
plot $appbft using 1:2:3:4 with yerrorlines lw 2 pt 7 title 'appbft', $spare using 1:2:3:4 with yerrorlines lw 2 pt 7 title 'spare'
set terminal pngcairo size 1350,750 font 'sans,16'
set output 'throughput-f2.png'
set xlabel 'Clients'
set ylabel 'Requests/s'
set yrange [0:*]
set offsets graph 0.05, graph 0.05, 0, 0
plot $appbft using 1:2:3:4 with yerrorlines lw 2 pt 7 title 'appbft', $spare using 1:2:3:4 with yerrorlines lw 2 pt 7 title 'spare'
