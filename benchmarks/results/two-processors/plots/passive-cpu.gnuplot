$activity << EOD
1.1 88.54 0.00
2.1 23.95 0.00
3.1 83.77 4.99
4.1 71.96 13.99
5.1 65.99 37.99
6.1 31.95 0.00
7.1 43.82 0.00
8.1 37.95 0.00
9.1 38.96 0.00
10.1 34.85 0.00
11.1 91.96 0.00
12.1 27.96 0.00
13.2 12.99 0.00
14.2 11.99 0.00
15.2 23.98 0.00
16.2 56.96 0.00
17.2 31.84 0.00
18.2 97.60 0.00
19.2 65.63 0.00
20.2 69.15 0.00
21.2 66.88 2.99
22.2 72.64 15.92
23.2 83.85 4.99
24.2 88.77 0.00
25.2 23.99 0.00
26.2 84.53 0.00
27.2 50.81 0.00
28.2 66.77 0.00
29.2 45.96 0.00
30.2 31.97 0.00
31.2 87.72 0.00
32.2 80.97 8.00
33.2 16.00 6.00
34.2 41.99 0.00
35.2 84.06 0.00
36.2 86.38 0.00
37.2 100.99 0.00
38.2 84.09 12.01
39.2 16.00 0.00
40.0 95.89 0.00
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
