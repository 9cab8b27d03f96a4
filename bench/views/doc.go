// Package views holds the views of the benchmarks. They are written like those of an application,
// without optimizations for a benchmark.
package views
