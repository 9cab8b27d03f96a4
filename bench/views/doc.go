// Package views holds the pages that are measured. They are written as a user
// would write them, with nothing that only a benchmark would do.
package views
