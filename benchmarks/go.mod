module github.com/fanvue-go/fanvue/benchmarks

go 1.25.0

replace github.com/fanvue-go/fanvue => ../

require github.com/fanvue-go/fanvue v0.0.0-00010101000000-000000000000

require (
	github.com/hashicorp/go-cleanhttp v0.5.2 // indirect
	github.com/hashicorp/go-retryablehttp v0.7.8 // indirect
)
