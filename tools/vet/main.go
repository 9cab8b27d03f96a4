// Command vet reports what go vet reports, but type-checks the dependencies of packages from their source. It
// does not compile them, so that packages can be checked quickly for a system for which nothing was built.
//
//	GOOS=windows GOARCH=amd64 CGO_ENABLED=0 vet ./...
package main

import (
	"golang.org/x/tools/go/analysis/multichecker"
	"golang.org/x/tools/go/analysis/suite/vet"
)

func main() { multichecker.Main(vet.Suite...) }
