$overall << EOD
"CPU" 7.2 -35.2
"memory" 40.0 -3.3
"network" -1.8 -18.0
"disk writes" 58.8 -6.2
EOD
set title "Spare against Crash and AppBFT, all hosts together (the paper's Figure 8)" noenhanced
set grid ytics lc rgb '#dddddd'
set key outside below noenhanced
set terminal svg size 900,500 dynamic background 'white' font 'sans,14'
set output 'overall.svg'
set style data histogram
set style histogram clustered gap 1
set style fill solid 0.6
set xzeroaxis
set ylabel 'more or less, %'
set xtics norotate noenhanced
plot $overall using 2:xtic(1) title 'against Crash', '' using 3 title 'against AppBFT'
set terminal pngcairo size 1350,750 font 'sans,16'
set output 'overall.png'
set style data histogram
set style histogram clustered gap 1
set style fill solid 0.6
set xzeroaxis
set ylabel 'more or less, %'
set xtics norotate noenhanced
plot $overall using 2:xtic(1) title 'against Crash', '' using 3 title 'against AppBFT'
