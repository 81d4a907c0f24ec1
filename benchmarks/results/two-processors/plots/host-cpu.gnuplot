$hosts << EOD
"crash 30" 66.106
"spare 30" 66.020
"direct 300" 12.865
"forward 300" 15.788
"crash 300" 45.082
"appbft 300" 52.169
"spare 300" 48.360
"crash 900" 58.208
"spare 900" 58.983
EOD
set title "CPU of a host, % of one processor (the paper's Figure 6)" noenhanced
set grid ytics lc rgb '#dddddd'
set key outside below noenhanced
set terminal svg size 900,500 dynamic background 'white' font 'sans,14'
set output 'host-cpu.svg'
set style fill solid 0.6
set boxwidth 0.7
set yrange [0:*]
set xtics rotate by -30 noenhanced
set ylabel 'CPU of a host, % of one processor'
plot $hosts using 0:2:xtic(1) with boxes lc rgb '#1f77b4' notitle
set terminal pngcairo size 1350,750 font 'sans,16'
set output 'host-cpu.png'
set style fill solid 0.6
set boxwidth 0.7
set yrange [0:*]
set xtics rotate by -30 noenhanced
set ylabel 'CPU of a host, % of one processor'
plot $hosts using 0:2:xtic(1) with boxes lc rgb '#1f77b4' notitle
