$stages << EOD
"help asked" 11.49 4.98 21.26
"help taken" 12.64 6.49 28.55
"woken" 15.15 7.48 31.09
"updated" 31.67 18.95 54.17
"executed" 39.98 24.60 67.76
"voted" 40.53 25.44 76.48
"answered" 47.23 30.85 76.27
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
