% Reads every numeric dataset that a list names: octave-cli read_all.m FILE LIST. One line each: dataset, number of
% values, sum of the finite ones.
pkg load netcdf
words = argv();
names = strsplit(strtrim(fileread(words{2})), "\n");
for i = 1:numel(names)
  value = double(ncread(words{1}, names{i}));
  printf("octave\t%s\t%d\t%.17g\n", names{i}, numel(value), sum(value(isfinite(value))));
end
