package live

import (
	"fmt"
	"strings"

	"github.com/lively-go/lively/diff"
	"github.com/lively-go/lively/internal/htmlscan"
)

// maxRoots is the number of root elements that an error lists.
const maxRoots = 5

// rootError returns the error for markup of the component inst that has not exactly one root element, or
// whose element htmlscan cannot find the end of, which err says.
func (inst *instance) rootError(markup []byte, err error) error {
	what := fmt.Sprintf("live: component %q (%T)", inst.key, inst.view)
	roots, ok := htmlscan.Roots(markup)
	switch {
	case !ok:
		if _, invalid := diff.Parse(markup); invalid != nil {
			return inst.prog.locateIn(inst, invalid, markup)
		}
		return fmt.Errorf("%s: %w", what, err)
	case len(roots) == 1:
		return fmt.Errorf("%s has no root element, but %s; wrap it in an element", what, roots[0])
	}
	list := strings.Join(roots[:min(len(roots), maxRoots)], ", ")
	if len(roots) > maxRoots {
		list += ", …"
	}
	return fmt.Errorf("%s has %d roots: %s; wrap them in one element", what, len(roots), list)
}
