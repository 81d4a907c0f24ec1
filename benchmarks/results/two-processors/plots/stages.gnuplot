$stages << EOD
"help asked" 11.58 4.37 24.59
"help taken" 13.55 4.76 25.28
"woken" 15.64 7.69 31.59
"updated" 43.41 28.91 73.36
"executed" 65.04 42.56 98.80
"voted" 67.31 48.08 100.02
"answered" 74.74 46.98 129.64
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
