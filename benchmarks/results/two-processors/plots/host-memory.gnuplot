$hosts << EOD
"crash 30" 895.336
"spare 30" 1576.454
"direct 300" 184.135
"forward 300" 216.316
"crash 300" 310.206
"appbft 300" 301.400
"spare 300" 438.390
"crash 900" 390.031
"spare 900" 513.541
EOD
set title "Memory of a host, MB (the paper's Figure 6)" noenhanced
set grid ytics lc rgb '#dddddd'
set key outside below noenhanced
set terminal svg size 900,500 dynamic background 'white' font 'sans,14'
set output 'host-memory.svg'
set style fill solid 0.6
set boxwidth 0.7
set yrange [0:*]
set xtics rotate by -30 noenhanced
set ylabel 'Memory of a host, MB'
plot $hosts using 0:2:xtic(1) with boxes lc rgb '#1f77b4' notitle
set terminal pngcairo size 1350,750 font 'sans,16'
set output 'host-memory.png'
set style fill solid 0.6
set boxwidth 0.7
set yrange [0:*]
set xtics rotate by -30 noenhanced
set ylabel 'Memory of a host, MB'
plot $hosts using 0:2:xtic(1) with boxes lc rgb '#1f77b4' notitle
