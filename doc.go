// Package lively is the root of the module and exports nothing. Import the packages below it:
//
//   - live: pages whose state is kept in a Go struct on the server
//   - livetest: tests of such pages, without a browser
//   - pubsub: messages between pages, within a process or over Redis
//   - diff: HTML diffing, usable on its own
package lively
