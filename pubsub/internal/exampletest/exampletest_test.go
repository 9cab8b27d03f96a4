package exampletest_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/lively-go/lively/pubsub/internal/exampletest"

	"github.com/stretchr/testify/require"
)

func TestMissing(t *testing.T) {
	dir := t.TempDir()
	write := func(name, content string) {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600))
	}
	write("a.go", `package a
type T struct{}
func (T) Shown()   {}
func (T) Hidden()  {}
func (T) Trivial() {}
func New() T       { return T{} }
func private()     {}
`)
	write("a_test.go", `package a_test
func ExampleT_Shown() {
	// Output: shown
}
func ExampleNew() {} // has no output comment
`)
	missing, err := exampletest.Missing([]string{"T.Trivial"}, filepath.Join(dir, "*.go"))
	require.NoError(t, err)
	require.Equal(t, []string{"New", "T", "T.Hidden"}, missing)
}
