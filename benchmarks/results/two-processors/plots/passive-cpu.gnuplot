$activity << EOD
1.1 41.43 0.00
2.1 34.29 7.84
3.1 41.88 0.00
4.2 34.65 0.00
5.2 40.68 0.00
6.0 38.91 0.00
EOD
set title "CPU of the active and the passive replica of a host (the paper's Figure 7)" noenhanced
set grid ytics lc rgb '#dddddd'
set key outside below noenhanced
set terminal svg size 900,500 dynamic background 'white' font 'sans,14'
set output 'passive-cpu.svg'
set xlabel 'Seconds'
set ylabel '% of one processor'
set yrange [0:*]
plot $activity using 1:2 with lines lw 2 title 'active', '' using 1:3 with lines lw 2 title 'passive'
set terminal pngcairo size 1350,750 font 'sans,16'
set output 'passive-cpu.png'
set xlabel 'Seconds'
set ylabel '% of one processor'
set yrange [0:*]
plot $activity using 1:2 with lines lw 2 title 'active', '' using 1:3 with lines lw 2 title 'passive'
