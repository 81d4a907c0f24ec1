$hosts << EOD
"direct 32" 4527.165
"forward 32" 3115.053
"crash 32" 775.536
"appbft 32" 367.538
"spare 32" 646.529
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
