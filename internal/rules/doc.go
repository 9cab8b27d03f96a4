// Package rules contains the tests that enforce the rules of this repository: the layers of imports,
// generated files that are up to date, documents whose links and programs work, and the vocabulary
// of CONTRIBUTING.md.
package rules
