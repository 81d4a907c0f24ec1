$crash << EOD
300 31.53 31.53 31.53
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
plot $crash using 1:2:3:4 with yerrorlines lw 2 pt 7 title 'crash'
set terminal pngcairo size 1350,750 font 'sans,16'
set output 'throughput-thinking.png'
set xlabel 'Clients'
set ylabel 'Requests/s'
set yrange [0:*]
set offsets graph 0.05, graph 0.05, 0, 0
plot $crash using 1:2:3:4 with yerrorlines lw 2 pt 7 title 'crash'
