$hosts << EOD
"crash 30" 21.449
"spare 30" 34.677
"direct 300" 3.479
"forward 300" 2.967
"crash 300" 5.515
"appbft 300" 8.725
"spare 300" 14.786
"crash 900" 383.721
"spare 900" 326.666
EOD
set title "Written by the replicas of a host, kB/s (the paper's Figure 6)" noenhanced
set grid ytics lc rgb '#dddddd'
set key outside below noenhanced
set terminal svg size 900,500 dynamic background 'white' font 'sans,14'
set output 'host-disk.svg'
set style fill solid 0.6
set boxwidth 0.7
set yrange [0:*]
set xtics rotate by -30 noenhanced
set ylabel 'Written by the replicas of a host, kB/s'
plot $hosts using 0:2:xtic(1) with boxes lc rgb '#1f77b4' notitle
set terminal pngcairo size 1350,750 font 'sans,16'
set output 'host-disk.png'
set style fill solid 0.6
set boxwidth 0.7
set yrange [0:*]
set xtics rotate by -30 noenhanced
set ylabel 'Written by the replicas of a host, kB/s'
plot $hosts using 0:2:xtic(1) with boxes lc rgb '#1f77b4' notitle
