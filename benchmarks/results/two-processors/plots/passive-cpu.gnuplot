$activity << EOD
1.0 11.52 0.00
2.0 18.90 0.00
3.1 12.91 0.00
4.1 16.96 0.00
5.1 26.78 0.00
6.1 19.84 0.00
7.1 47.81 0.00
8.1 8.95 0.00
9.1 30.92 0.00
10.1 8.98 2.99
11.1 7.98 0.00
12.1 13.97 0.00
13.1 16.93 0.00
14.1 22.00 0.00
15.1 22.92 0.00
16.1 31.93 0.00
17.1 9.98 1.00
18.1 11.00 0.00
19.1 12.95 0.00
20.0 5.61 0.00
20.0 0.00 0.00
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
