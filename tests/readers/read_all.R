# Reads every dataset that a list names with both packages: Rscript read_all.R FILE LIST. One line each: package, dataset,
# sizes, and the sum of the finite numbers or the first text.
library(rhdf5)
library(ncdf4)
words <- commandArgs(trailingOnly = TRUE)
file <- nc_open(words[1])
tell <- function(package, name, value) {
  sizes <- if (is.null(dim(value))) length(value) else dim(value)
  what <- if (is.numeric(value)) sprintf("%.17g", sum(value[is.finite(value)])) else gsub("[\t\n].*", "", value[1])
  cat(package, name, paste(sizes, collapse = "x"), what, sep = "\t")
  cat("\n")
}
for (name in readLines(words[2])) {
  tell("rhdf5", name, h5read(words[1], name))
  tell("ncdf4", name, ncvar_get(file, sub("^/", "", name), collapse_degen = FALSE))
}
units <- ncatt_get(file, "paths/Y", "units")$value
label <- ncatt_get(file, "paths/Y", "long_name_zh")$value
cat("ncdf4", "attributes", units, label, sep = "\t")
cat("\n")
