// Package diff parses rendered HTML into snapshots and computes patches between them.
//
//	package main
//
//	import (
//		"fmt"
//		"log"
//
//		"github.com/lively-go/lively/diff"
//	)
//
//	func main() {
//		old, err := diff.Parse([]byte(`<p>Count: <output>1</output></p>`))
//		if err != nil {
//			log.Fatal(err)
//		}
//		current, patch, err := diff.Compare(old, []byte(`<p>Count: <output>2</output></p>`))
//		if err != nil {
//			log.Fatal(err)
//		}
//		fmt.Printf("%s\n", patch.AppendJSON(nil)) // [4,0,"2"]: set the text of node 4 to 2
//
//		patched, err := old.Apply(patch)
//		if err != nil {
//			log.Fatal(err)
//		}
//		fmt.Printf("%s\n", patched.HTML())        // <p>Count: <output>2</output></p>
//		fmt.Println(diff.CheckEqual(current, patched)) // <nil>
//	}
//
// [Parse] is strict: it accepts only markup that every browser parses into exactly the tree as
// written. So the nodes of a [Snapshot] are those in the browser, and a [Patch] can address them by
// number. For other markup it returns a [*SyntaxError] with the position, the problem and the fix.
// Package diff/normalize rewrites such markup.
//
// A Snapshot holds the rendered bytes and one small record for each node in document order. The
// records contain only lengths. [Compare] skips every subtree whose bytes did not change and copies
// its records. The rest is parsed strictly and compared after decoding. If only one text changed,
// the common case, the page is not parsed at all: the unchanged prefix and suffix identify the
// text.
//
// With [Options], a new row may be a copy of its sibling, with what differs.
//
// A Patch is a short edit script that turns the old nodes into exactly the new ones. Its JSON form
// is described in docs/reference/protocol.md. [Snapshot.Apply] does what the client does with a
// patch: for any html that Parse accepts, applying the patch from Compare(old, html) to old yields
// the nodes and the canonical form of Parse(html).
//
// # Concurrency
//
// A Snapshot is read-only until it is released. Any number of goroutines may call its methods, and
// compare with it, at the same time. [Snapshot.Release] must not be called before they are done.
// Compare does not modify old, and its result is a snapshot of its own. A Patch is plain data: it
// does not refer to a snapshot, and stays valid after the snapshots are released. All functions are
// safe for concurrent use.
package diff
