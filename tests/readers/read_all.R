# Reads every dataset that a list names with both packages: Rscript read_all.R FILE LIST. One line each, with tabs between: package, dataset, sizes, the
# sum of the finite numbers or the first text, units, label, Chinese label; ncdf4 goes on with the names of the dimensions and, for times, the first day.
library(rhdf5)
library(ncdf4)
words <- commandArgs(trailingOnly = TRUE)
file <- nc_open(words[1])
or_dash <- function(text) if (is.null(text) || identical(text, 0)) "-" else text
tell <- function(package, name, value, attributes, more = NULL) {
  sizes <- if (is.null(dim(value))) length(value) else dim(value)
  what <- if (is.numeric(value)) sprintf("%.17g", sum(value[is.finite(value)])) else gsub("[\t\n].*", "", value[1])
  labels <- vapply(attributes[c("units", "long_name", "long_name_zh")], or_dash, "")
  cat(package, name, paste(sizes, collapse = "x"), what, labels, more, sep = "\t")
  cat("\n")
}
for (name in readLines(words[2])) {
  # It says that it cannot read references, which are of no use to a reader.
  tell("rhdf5", name, h5read(words[1], name), suppressWarnings(h5readAttributes(words[1], name)))
  inside <- sub("^/", "", name)
  value <- ncvar_get(file, inside, collapse_degen = FALSE)
  variable <- file$var[[inside]]
  dimensions <- if (is.null(variable)) inside else vapply(variable$dim, function(d) d$name, "")
  attributes <- sapply(c("units", "long_name", "long_name_zh"), function(a) ncatt_get(file, inside, a)$value, simplify = FALSE)
  day <- if (basename(name) == "time") format(as.Date(value[1], origin = "2000-01-01")) else "-"
  tell("ncdf4", name, value, attributes, c(paste(rev(basename(dimensions)), collapse = ","), day))
}
