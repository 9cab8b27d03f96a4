package diff_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "rewrite the patches in testdata/*.txtar")

// TestCompare_Txtar runs testdata/*.txtar. Each case is old markup, new markup and the patch
// between them.
func TestCompare_Txtar(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		require.NoError(t, err)
		require.Zero(t, len(archive.Files)%3, file)
		for i := 0; i < len(archive.Files); i += 3 {
			old, new, patch := archive.Files[i], archive.Files[i+1], &archive.Files[i+2]
			name, ok := strings.CutSuffix(old.Name, ".old")
			require.True(t, ok, old.Name)
			require.Equal(t, name+".new", new.Name)
			require.Equal(t, name+".patch", patch.Name)
			t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar")+"/"+name, func(t *testing.T) {
				got := string(requireRoundTrip(t, trimNewline(old), trimNewline(new)).AppendJSON(nil)) + "\n"
				if *update {
					patch.Data = append([]byte(got), afterFirstLine(patch.Data)...)
				}
				require.Equal(t, strings.SplitAfter(string(patch.Data), "\n")[0], got)
			})
		}
		if *update {
			require.NoError(t, os.WriteFile(file, txtar.Format(archive), 0o644))
		}
	}
}

// trimNewline returns the data of a section without its final line break.
func trimNewline(f txtar.File) []byte {
	return []byte(strings.TrimSuffix(string(f.Data), "\n"))
}

// afterFirstLine returns the data after its first line: the blank line between cases.
func afterFirstLine(data []byte) string {
	_, after, _ := strings.Cut(string(data), "\n")
	return after
}
