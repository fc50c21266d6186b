% Reads every numeric dataset that a list names: octave-cli read_all.m FILE LIST. One line each, with tabs between: "octave", dataset, sizes, sum of the
% finite values, names of the dimensions, for times the first day.
pkg load netcdf
words = argv();
names = strsplit(strtrim(fileread(words{2})), "\n");
file = netcdf_open(words{1}, "NC_NOWRITE");
for i = 1:numel(names)
  value = double(ncread(words{1}, names{i}));
  parts = strsplit(names{i}(2:end), "/");
  group = file;
  for k = 1:numel(parts) - 1
    group = netcdf_inqNcid(group, parts{k});
  end
  [name, type, ids] = netcdf_inqVar(group, netcdf_inqVarID(group, parts{end}));
  dimensions = {};
  sizes = [];
  for id = fliplr(ids(:)')
    [dimensions{end + 1}, sizes(end + 1)] = netcdf_inqDim(group, id);
  end
  day = "-";
  if strcmp(parts{end}, "time")
    day = datestr(datenum(2000, 1, 1) + value(1), "yyyy-mm-dd");
  end
  printf("octave\t%s\t%s\t%.17g\t%s\t%s\n", names{i}, strjoin(arrayfun(@num2str, sizes, "UniformOutput", false), "x"), sum(value(isfinite(value))), strjoin(dimensions, ","), day);
  assert(numel(value) == prod(sizes));
end
netcdf_close(file);
