$crash << EOD
0 1063.00 1063.00 1063.00
15 580.75 580.75 580.75
100 554.75 554.75 554.75
EOD
$direct << EOD
0 5367.00 5367.00 5367.00
15 2287.12 2287.12 2287.12
100 1974.88 1974.88 1974.88
EOD
$spare << EOD
0 703.12 703.12 703.12
15 357.50 357.50 357.50
100 177.25 177.25 177.25
EOD
set title "Throughput by writes: shares" noenhanced
set grid ytics lc rgb '#dddddd'
set key outside below noenhanced
set terminal svg size 900,500 dynamic background 'white' font 'sans,14'
set output 'throughput-shares.svg'
set xlabel 'Writes, %'
set ylabel 'Requests/s'
set yrange [0:*]
set offsets graph 0.05, graph 0.05, 0, 0
plot $crash using 1:2:3:4 with yerrorlines lw 2 pt 7 title 'crash', $direct using 1:2:3:4 with yerrorlines lw 2 pt 7 title 'direct', $spare using 1:2:3:4 with yerrorlines lw 2 pt 7 title 'spare'
set terminal pngcairo size 1350,750 font 'sans,16'
set output 'throughput-shares.png'
set xlabel 'Writes, %'
set ylabel 'Requests/s'
set yrange [0:*]
set offsets graph 0.05, graph 0.05, 0, 0
plot $crash using 1:2:3:4 with yerrorlines lw 2 pt 7 title 'crash', $direct using 1:2:3:4 with yerrorlines lw 2 pt 7 title 'direct', $spare using 1:2:3:4 with yerrorlines lw 2 pt 7 title 'spare'
