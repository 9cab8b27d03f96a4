// Package lively is the root of the module and holds nothing but the tests of
// its house rules. A program imports the packages below it:
//
//   - live: pages whose state lives on the server
//   - livetest: tests that use a page as a browser does
//   - pubsub: messages between pages
//   - diff: the difference of two renderings, for those who want it alone
package lively
