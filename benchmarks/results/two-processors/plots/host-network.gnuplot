$hosts << EOD
"crash 30" 115.871
"spare 30" 124.825
"direct 300" 120.213
"forward 300" 120.444
"crash 300" 646.374
"appbft 300" 607.356
"spare 300" 638.245
"crash 900" 1277.066
"spare 900" 1256.687
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
