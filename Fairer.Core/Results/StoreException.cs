namespace Fairer.Core.Results;

/// <summary>The store cannot be read or written.</summary>
public sealed class StoreException : Exception
{
    /// <summary>A fault of the store.</summary>
    /// <param name="message">The store's file, what is wrong with it, and how to mend it.</param>
    /// <param name="inner">What caused it.</param>
    public StoreException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
