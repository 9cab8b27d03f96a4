package js

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var (
	guardedPattern = regexp.MustCompile(`\bnative\((?:[^()]|\([^()]*\))*\)`)
	accessPattern  = regexp.MustCompile(`[!?]*\.(\w+)`)
	endPattern     = regexp.MustCompile(`(?:\w+|[\])])$`)
	commentPattern = regexp.MustCompile(`(?m)^\s*(?://|/?\*).*|\s//.*`)
)

// neverForms lists the receivers of property accesses that are neither a form nor the document. An
// entry with a dot permits one property.
var neverForms = strings.Fields(`a.id a.name abandoned all areas attribute attrs b.id b.name bar body button calls card childNodes children classes classList
	client closing common completeEdges container.children content control copy count data dialog documentElement event events formData FormKind frame
	handle handles hiddenContent host inertDocument items key last link liveSocket message meta names newCandidates newChildren node.children nonces
	entry firstLayout head heading loading moduleScript other ownerDocument popover Promise title
	noscript notice oldCandidates oldChildren oldValue OpCode opened ops option other panel params parent.children partners
	patchedControls pill portal present pressedKeys radio region response rest rootNode roots rows savedStates script sent sent.children
	sentFor sentRows.children shownRoots socket style submitter tag text textNode texts unacknowledged unchecked value valuePrefix waiting wrappers`)

// hiddenAccesses returns the accesses in source to properties that a control or image of the same
// name would hide if their receiver were a form or the document.
func hiddenAccesses(source string, properties []string) []string {
	source = guardedPattern.ReplaceAllString(commentPattern.ReplaceAllString(source, ""), "guarded")
	importsDocument := regexp.MustCompile(`import \{[^}]*\bdocument\b[^}]*\} from "\./native"`).MatchString(source)
	var found []string
	for _, m := range accessPattern.FindAllStringSubmatchIndex(source, -1) {
		receiver, property := endPattern.FindString(source[:m[0]]), source[m[2]:m[3]]
		safe := receiver == "" || receiver == "guarded" || receiver == "document" && importsDocument ||
			slices.Contains(neverForms, receiver) || slices.Contains(neverForms, receiver+"."+property)
		if !safe && slices.Contains(properties, property) {
			found = append(found, receiver+"."+property)
		}
	}
	return found
}

// Controls hide the properties of their form, and images those of the document. Every module therefore
// imports document from native.ts, and uses its function native for all nodes that may be a form.
func TestClient_PropertiesCannotBeHidden(t *testing.T) {
	data, err := os.ReadFile("testdata/properties.txt") // of the prototypes of forms and documents in Chromium
	require.NoError(t, err)
	properties := strings.Fields(string(data))
	require.Contains(t, properties, "attributes")
	for module, source := range readModules(t) {
		if module == "native" {
			continue
		}
		for _, access := range hiddenAccesses(source, properties) {
			t.Errorf("%s.ts: %s: use native(…), import document from native.ts, or add the receiver to neverForms", module, access)
		}
	}
}

func TestHiddenAccesses(t *testing.T) {
	properties := []string{"body", "closest", "parentNode", "name"}
	source := `import { native } from "./native"
// form.closest in a comment
native(form).closest(s)
native(containerOf(form)!).parentNode
form.closest(s)
control.form?.closest(s)
find(x)!.parentNode
list[0].parentNode
document.body
control.name
event.other`
	want := []string{"form.closest", "form.closest", ").parentNode", "].parentNode", "document.body"}
	require.Equal(t, want, hiddenAccesses(source, properties))
	require.Empty(t, hiddenAccesses(`import { document, native } from "./native"`+"\ndocument.body", properties))
}
