package live_test

import (
	"encoding/json"

	"github.com/stretchr/testify/require"
)

// A shownProblem is a mistake that the page shows in development.
type shownProblem struct{ Kind, Text, Quote string }

// problems returns the mistakes that p shows.
func (p *page) problems() (all []shownProblem) {
	for _, e := range p.Effects() {
		name, args := e.Name()
		var to string
		if name != "push" || json.Unmarshal(args[0], &to) != nil || to != "dev" {
			continue
		}
		var pr shownProblem
		require.NoError(p.t, json.Unmarshal(args[1], &pr))
		all = append(all, pr)
	}
	return all
}
