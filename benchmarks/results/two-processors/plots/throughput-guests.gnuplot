$crash << EOD
30 4.15 4.15 4.15
EOD
$spare << EOD
30 4.22 4.22 4.22
EOD
set title "Throughput by clients (the paper's Figure 4): guests" noenhanced
set grid ytics lc rgb '#dddddd'
set key outside below noenhanced
set terminal svg size 900,500 dynamic background 'white' font 'sans,14'
set output 'throughput-guests.svg'
set xlabel 'Clients'
set ylabel 'Requests/s'
set yrange [0:*]
set offsets graph 0.05, graph 0.05, 0, 0
plot $crash using 1:2:3:4 with yerrorlines lw 2 pt 7 title 'crash', $spare using 1:2:3:4 with yerrorlines lw 2 pt 7 title 'spare'
set terminal pngcairo size 1350,750 font 'sans,16'
set output 'throughput-guests.png'
set xlabel 'Clients'
set ylabel 'Requests/s'
set yrange [0:*]
set offsets graph 0.05, graph 0.05, 0, 0
plot $crash using 1:2:3:4 with yerrorlines lw 2 pt 7 title 'crash', $spare using 1:2:3:4 with yerrorlines lw 2 pt 7 title 'spare'
