$stages << EOD
"help asked" 8.45 4.46 18.16
"help taken" 9.28 5.12 19.00
"woken" 10.98 5.65 26.66
"updated" 25.96 15.72 42.70
"executed" 32.28 20.27 55.19
"voted" 33.76 20.68 67.36
"answered" 38.36 23.02 73.99
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
