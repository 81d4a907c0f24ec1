$stages << EOD
"help asked" 10.17 5.29 22.76
"help taken" 10.90 5.97 26.04
"woken" 13.61 7.03 30.81
"updated" 38.52 27.22 226.71
"executed" 56.51 41.25 251.02
"voted" 58.85 42.09 252.31
"answered" 64.65 47.86 253.35
EOD
set title "The stages of masking: median, least and 99th percentile" noenhanced
set grid ytics lc rgb '#dddddd'
set key outside below noenhanced
set terminal svg size 900,500 dynamic background 'white' font 'sans,14'
set output 'stages.svg'
set style fill solid 0.6
set boxwidth 0.6
set ylabel 'ms after the client asked'
set yrange [0:*]
set xtics noenhanced
plot $stages using 0:2:xtic(1) with boxes lc rgb '#1f77b4' notitle, '' using 0:2:3:4 with yerrorbars lc rgb '#333333' pt 0 notitle
set terminal pngcairo size 1350,750 font 'sans,16'
set output 'stages.png'
set style fill solid 0.6
set boxwidth 0.6
set ylabel 'ms after the client asked'
set yrange [0:*]
set xtics noenhanced
plot $stages using 0:2:xtic(1) with boxes lc rgb '#1f77b4' notitle, '' using 0:2:3:4 with yerrorbars lc rgb '#333333' pt 0 notitle
