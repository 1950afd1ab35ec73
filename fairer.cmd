@echo off
rem Fairer's one command on Windows; ./fairer is its twin on other systems.
rem   fairer [--port N] [--data DIR] [--store FILE]   start the dashboard
rem   fairer test                                     run every test
rem   fairer setup torch                              nothing to do here: torch comes with the build
rem   fairer bench [options]                          measure how fast it is, beside PyTorch
rem   fairer screenshots                              make the README's pictures anew
rem   fairer VERB [options]                           work without a browser: train, sweep, ...; --help lists them
setlocal
where dotnet >nul 2>nul || (
    echo fairer: the .NET SDK 10 or later is needed. Get it from https://dotnet.microsoft.com/download. >&2
    exit /b 1
)
if /i "%~1"=="test" (
    dotnet test "%~dp0Fairer.sln" --configuration Release --nologo -maxcpucount:1
    exit /b
)
if /i "%~1"=="screenshots" (
    set "FAIRER_SCREENSHOTS=%~dp0docs\images\tour"
    dotnet test "%~dp0Fairer.Web.Tests" --configuration Release --nologo --filter FullyQualifiedName~TourTests
    exit /b
)
if /i "%~1"=="setup" (
    echo fairer: nothing to set up: on Windows torch comes with the build, in TorchSharp's packages.
    exit /b
)
set "first=%~1"
set project=Fairer.Web& set assembly=Fairer.Web
if defined first if not "%first:~0,1%"=="-" (set project=Fairer.Cli& set assembly=fairer-cli)
if /i "%~1"=="bench" (set project=Fairer.Benchmarks& set assembly=Fairer.Benchmarks)
for %%o in (-h --help --version) do if "%~1"=="%%o" (set project=Fairer.Cli& set assembly=fairer-cli)
dotnet build "%~dp0%project%" --configuration Release --nologo --verbosity quiet -consoleLoggerParameters:ErrorsOnly >&2 || exit /b 1
dotnet "%~dp0%project%\bin\Release\net10.0\%assembly%.dll" %*
