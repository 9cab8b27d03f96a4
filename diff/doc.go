// Package diff keeps what a page looks like and says what changed since.
//
//	old, err := diff.Parse(first)               // strict: the tree is the browser's
//	new, patch, err := diff.Compare(old, second) // only what changed is read
//	frame = patch.AppendJSON(frame)              // the ops of docs/reference/protocol.md
//	old.Release()
//
// A [Snapshot] is the rendered bytes and one small record for each node, in document order, that holds lengths only.
// Comparing skips every subtree whose bytes did not change: its records are copied as they are. What remains is read
// strictly and compared as the parser makes it, decoded; the outcome is a [Patch], a short edit script that turns the
// old node array into exactly the new one. A page in which one text changed, as most events leave it, is not even read:
// what its bytes begin and end with as before says which text it is.
//
// [Snapshot.Apply] is the Go side of what the client does with a patch. apply(compare(a, b), a) equals b, node by node
// and in the canonical form, for all bytes that [Parse] accepts.
//
// # Concurrency
//
// A Snapshot is read-only until it is released; any number of goroutines may compare against it. A Patch is plain data
// and refers to no snapshot.
package diff
