$crash << EOD
0 1443.75 1443.75 1443.75
15 955.88 955.88 955.88
100 896.38 896.38 896.38
EOD
$direct << EOD
0 8155.12 8155.12 8155.12
15 3617.12 3617.12 3617.12
100 3408.62 3408.62 3408.62
EOD
$spare << EOD
0 1355.88 1355.88 1355.88
15 539.25 539.25 539.25
100 265.25 265.25 265.25
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
