$activity << EOD
1.0 15.91 0.00
2.0 16.91 0.00
3.0 35.83 0.00
4.0 46.87 0.00
5.0 11.98 0.00
6.0 10.98 0.00
7.0 14.97 0.00
8.0 8.99 0.00
9.0 5.97 1.99
10.0 19.92 0.00
11.0 13.96 0.00
12.0 28.95 0.00
13.0 35.93 0.00
14.0 24.96 0.00
15.0 7.98 3.99
16.1 28.86 0.00
17.1 9.96 0.00
18.1 17.99 0.00
19.1 11.98 0.00
20.0 15.87 2.12
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
