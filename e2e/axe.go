package e2e

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/stretchr/testify/require"
)

// axe is axe-core, which checks the accessibility of a page. See testdata/axe/README.md.
//
//go:embed testdata/axe/axe.min.js
var axe string

// A Violation is what axe-core has found against one of its rules.
type Violation struct {
	ID    string // of the rule
	Help  string
	Nodes []struct {
		HTML           string
		FailureSummary string
	}
}

func (v Violation) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s", v.ID, v.Help)
	for _, n := range v.Nodes {
		fmt.Fprintf(&b, "\n\t%s\n\t\t%s", n.HTML, strings.ReplaceAll(n.FailureSummary, "\n", "\n\t\t"))
	}
	return b.String()
}

// Violations returns what axe-core finds in the page: violations of WCAG 2.2 at levels A and AA, and of what
// it calls best practices. It leaves out the elements that match one of exclude.
func (tab *Tab) Violations(exclude ...string) (all []Violation) {
	tab.t.Helper()
	// The script is evaluated by the debugger, which no Content-Security-Policy concerns.
	require.NoError(tab.t, tab.browser.Eval("(() => {if (!window.axe) {"+axe+"\n}})()", nil))
	// axe-core runs one audit at a time, and waits for nothing of the page.
	text := tab.JSON(`axe.run({include: [document], exclude: ` + quote(append([]string{}, exclude...)) + `}, {resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}).then(r => r.violations)`)
	require.NoError(tab.t, json.Unmarshal([]byte(text), &all))
	return all
}
