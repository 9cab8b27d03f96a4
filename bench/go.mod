module github.com/lively-go/lively/bench

go 1.26.0

require (
	github.com/a-h/templ v0.3.977
	github.com/gorilla/websocket v1.5.3
	github.com/lively-go/lively v0.0.0
	github.com/stretchr/testify v1.12.1
)

replace github.com/lively-go/lively => ../
