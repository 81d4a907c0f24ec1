$stages << EOD
"help asked" 12.48 7.74 27.29
"help taken" 13.45 8.24 28.31
"woken" 17.23 10.40 31.13
"updated" 40.10 25.70 59.55
"executed" 52.55 40.11 74.71
"voted" 55.08 40.48 77.74
"answered" 62.54 42.13 111.78
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
