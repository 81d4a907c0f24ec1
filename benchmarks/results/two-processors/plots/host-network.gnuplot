$hosts << EOD
"crash 30" 137.504
"spare 30" 131.008
"direct 300" 122.314
"forward 300" 122.749
"crash 300" 576.582
"appbft 300" 469.741
"spare 300" 604.223
"crash 900" 1069.861
"spare 900" 1099.800
EOD
set title "Network of a host, kB/s (the paper's Figure 6)" noenhanced
set grid ytics lc rgb '#dddddd'
set key outside below noenhanced
set terminal svg size 900,500 dynamic background 'white' font 'sans,14'
set output 'host-network.svg'
set style fill solid 0.6
set boxwidth 0.7
set yrange [0:*]
set xtics rotate by -30 noenhanced
set ylabel 'Network of a host, kB/s'
plot $hosts using 0:2:xtic(1) with boxes lc rgb '#1f77b4' notitle
set terminal pngcairo size 1350,750 font 'sans,16'
set output 'host-network.png'
set style fill solid 0.6
set boxwidth 0.7
set yrange [0:*]
set xtics rotate by -30 noenhanced
set ylabel 'Network of a host, kB/s'
plot $hosts using 0:2:xtic(1) with boxes lc rgb '#1f77b4' notitle
