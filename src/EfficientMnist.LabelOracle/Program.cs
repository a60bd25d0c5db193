using EfficientMnist.LabelOracle;

await LabelOracleHost.Build(args).RunAsync();
