// Package rules contains the tests that enforce the rules of this repository: layers of imports,
// fresh generated files, working links and programs in documents, and the vocabulary of
// CONTRIBUTING.md.
package rules
