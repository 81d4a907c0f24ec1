$mean << EOD
-4.000 102.0
-3.000 99.0
-2.000 97.0
-1.000 102.0
0.000 77.0
1.000 98.0
2.000 77.0
3.000 70.0
4.000 122.0
5.000 128.0
6.000 96.0
7.000 118.0
8.000 111.0
9.000 81.0
10.000 117.0
11.000 103.0
12.000 92.0
13.000 96.0
14.000 108.0
15.000 107.0
16.000 85.0
17.000 112.0
18.000 104.0
19.000 94.3
EOD
$trace << EOD
-4.000 120.0
-3.900 80.0
-3.800 120.0
-3.700 80.0
-3.600 120.0
-3.500 80.0
-3.400 50.0
-3.300 150.0
-3.200 120.0
-3.100 100.0
-3.000 100.0
-2.900 100.0
-2.800 100.0
-2.700 100.0
-2.600 40.0
-2.500 140.0
-2.400 120.0
-2.300 80.0
-2.200 100.0
-2.100 110.0
-2.000 80.0
-1.900 130.0
-1.800 100.0
-1.700 80.0
-1.600 80.0
-1.500 100.0
-1.400 140.0
-1.300 80.0
-1.200 60.0
-1.100 120.0
-1.000 130.0
-0.900 90.0
-0.800 80.0
-0.700 140.0
-0.600 100.0
-0.500 60.0
-0.400 120.0
-0.300 120.0
-0.200 90.0
-0.100 90.0
0.000 60.0
0.100 30.0
0.200 120.0
0.300 100.0
0.400 40.0
0.500 60.0
0.600 60.0
0.700 10.0
0.800 180.0
0.900 110.0
1.000 50.0
1.100 110.0
1.200 170.0
1.300 100.0
1.400 180.0
1.500 110.0
1.600 0.0
1.700 110.0
1.800 140.0
1.900 10.0
2.000 20.0
2.100 200.0
2.200 20.0
2.300 210.0
2.400 180.0
2.500 20.0
2.600 70.0
2.700 30.0
2.800 20.0
2.900 0.0
3.000 330.0
3.100 0.0
3.200 150.0
3.300 80.0
3.400 30.0
3.500 10.0
3.600 30.0
3.700 30.0
3.800 0.0
3.900 40.0
4.000 10.0
4.100 550.0
4.200 40.0
4.300 80.0
4.400 110.0
4.500 70.0
4.600 200.0
4.700 80.0
4.800 30.0
4.900 50.0
5.000 80.0
5.100 60.0
5.200 160.0
5.300 90.0
5.400 100.0
5.500 90.0
5.600 120.0
5.700 200.0
5.800 220.0
5.900 160.0
6.000 30.0
6.100 20.0
6.200 160.0
6.300 150.0
6.400 140.0
6.500 70.0
6.600 40.0
6.700 50.0
6.800 200.0
6.900 100.0
7.000 100.0
7.100 0.0
7.200 420.0
7.300 160.0
7.400 80.0
7.500 70.0
7.600 60.0
7.700 170.0
7.800 20.0
7.900 100.0
8.000 10.0
8.100 80.0
8.200 90.0
8.300 40.0
8.400 340.0
8.500 190.0
8.600 50.0
8.700 160.0
8.800 80.0
8.900 70.0
9.000 70.0
9.100 160.0
9.200 80.0
9.300 140.0
9.400 90.0
9.500 70.0
9.600 100.0
9.700 20.0
9.800 70.0
9.900 10.0
10.000 50.0
10.100 100.0
10.200 110.0
10.300 220.0
10.400 80.0
10.500 120.0
10.600 160.0
10.700 90.0
10.800 160.0
10.900 80.0
11.000 90.0
11.100 60.0
11.200 0.0
11.300 60.0
11.400 70.0
11.500 20.0
11.600 160.0
11.700 210.0
11.800 260.0
11.900 100.0
12.000 40.0
12.100 130.0
12.200 110.0
12.300 70.0
12.400 100.0
12.500 40.0
12.600 30.0
12.700 110.0
12.800 170.0
12.900 120.0
13.000 110.0
13.100 20.0
13.200 50.0
13.300 100.0
13.400 140.0
13.500 70.0
13.600 40.0
13.700 150.0
13.800 110.0
13.900 170.0
14.000 40.0
14.100 140.0
14.200 210.0
14.300 50.0
14.400 100.0
14.500 140.0
14.600 40.0
14.700 140.0
14.800 80.0
14.900 140.0
15.000 80.0
15.100 150.0
15.200 150.0
15.300 100.0
15.400 80.0
15.500 120.0
15.600 80.0
15.700 100.0
15.800 40.0
15.900 170.0
16.000 70.0
16.100 110.0
16.200 110.0
16.300 80.0
16.400 40.0
16.500 40.0
16.600 40.0
16.700 100.0
16.800 100.0
16.900 160.0
17.000 120.0
17.100 140.0
17.200 120.0
17.300 120.0
17.400 100.0
17.500 140.0
17.600 100.0
17.700 80.0
17.800 80.0
17.900 120.0
18.000 120.0
18.100 100.0
18.200 120.0
18.300 100.0
18.400 100.0
18.500 60.0
18.600 100.0
18.700 60.0
18.800 180.0
18.900 100.0
19.000 100.0
19.100 100.0
19.200 100.0
19.300 80.0
19.400 80.0
19.500 133.3
EOD
set title "Every replica is recovered" noenhanced
set grid ytics lc rgb '#dddddd'
set key outside below noenhanced
set terminal svg size 900,500 dynamic background 'white' font 'sans,14'
set output 'trace-recovery.svg'
set style textbox opaque noborder
set xlabel 'Seconds'
set ylabel 'Requests/s, in pieces of 100 ms'
set yrange [0:600]
set arrow 1 from 0.089, graph 0 to 0.089, graph 1 nohead dt 2 lc rgb '#999999'
set label 1 "states compared" at 0.089, graph 0.92 front boxed font ',10' noenhanced
set arrow 2 from 0.369, graph 0 to 0.369, graph 1 nohead dt 2 lc rgb '#999999'
set label 2 "help taken" at 0.369, graph 0.87 front boxed font ',10' noenhanced
set arrow 3 from 0.389, graph 0 to 0.389, graph 1 nohead dt 2 lc rgb '#999999'
set label 3 "replica resumed" at 0.389, graph 0.82 front boxed font ',10' noenhanced
set arrow 4 from 0.450, graph 0 to 0.450, graph 1 nohead dt 2 lc rgb '#999999'
set label 4 "replica started" at 0.450, graph 0.77 front boxed font ',10' noenhanced
set arrow 5 from 0.537, graph 0 to 0.537, graph 1 nohead dt 2 lc rgb '#999999'
set label 5 "helper executed" at 0.537, graph 0.72 front boxed font ',10' noenhanced
set arrow 6 from 0.804, graph 0 to 0.804, graph 1 nohead dt 2 lc rgb '#999999'
set label 6 "replica replaced" at 0.804, graph 0.67 front boxed font ',10' noenhanced
set arrow 7 from 0.829, graph 0 to 0.829, graph 1 nohead dt 2 lc rgb '#999999'
set label 7 "recovered" at 0.829, graph 0.62 front boxed font ',10' noenhanced
set arrow 8 from 4.705, graph 0 to 4.705, graph 1 nohead dt 2 lc rgb '#999999'
set label 8 "base made" at 4.705, graph 0.57 front boxed font ',10' noenhanced
set arrow 9 from 9.657, graph 0 to 9.657, graph 1 nohead dt 2 lc rgb '#999999'
set label 9 "passive made" at 9.657, graph 0.52 front boxed font ',10' noenhanced
plot $trace using 1:2 with steps lw 1 lc rgb '#1f77b4' title 'answered', $mean using 1:2 with lines lw 2 lc rgb '#d62728' title 'mean of 1000 ms'
unset arrow
unset label
set terminal pngcairo size 1350,750 font 'sans,16'
set output 'trace-recovery.png'
set style textbox opaque noborder
set xlabel 'Seconds'
set ylabel 'Requests/s, in pieces of 100 ms'
set yrange [0:600]
set arrow 1 from 0.089, graph 0 to 0.089, graph 1 nohead dt 2 lc rgb '#999999'
set label 1 "states compared" at 0.089, graph 0.92 front boxed font ',10' noenhanced
set arrow 2 from 0.369, graph 0 to 0.369, graph 1 nohead dt 2 lc rgb '#999999'
set label 2 "help taken" at 0.369, graph 0.87 front boxed font ',10' noenhanced
set arrow 3 from 0.389, graph 0 to 0.389, graph 1 nohead dt 2 lc rgb '#999999'
set label 3 "replica resumed" at 0.389, graph 0.82 front boxed font ',10' noenhanced
set arrow 4 from 0.450, graph 0 to 0.450, graph 1 nohead dt 2 lc rgb '#999999'
set label 4 "replica started" at 0.450, graph 0.77 front boxed font ',10' noenhanced
set arrow 5 from 0.537, graph 0 to 0.537, graph 1 nohead dt 2 lc rgb '#999999'
set label 5 "helper executed" at 0.537, graph 0.72 front boxed font ',10' noenhanced
set arrow 6 from 0.804, graph 0 to 0.804, graph 1 nohead dt 2 lc rgb '#999999'
set label 6 "replica replaced" at 0.804, graph 0.67 front boxed font ',10' noenhanced
set arrow 7 from 0.829, graph 0 to 0.829, graph 1 nohead dt 2 lc rgb '#999999'
set label 7 "recovered" at 0.829, graph 0.62 front boxed font ',10' noenhanced
set arrow 8 from 4.705, graph 0 to 4.705, graph 1 nohead dt 2 lc rgb '#999999'
set label 8 "base made" at 4.705, graph 0.57 front boxed font ',10' noenhanced
set arrow 9 from 9.657, graph 0 to 9.657, graph 1 nohead dt 2 lc rgb '#999999'
set label 9 "passive made" at 9.657, graph 0.52 front boxed font ',10' noenhanced
plot $trace using 1:2 with steps lw 1 lc rgb '#1f77b4' title 'answered', $mean using 1:2 with lines lw 2 lc rgb '#d62728' title 'mean of 1000 ms'
unset arrow
unset label
