using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static Tensor cholesky(Tensor input) => input.cholesky();

    public static Tensor inverse(Tensor input) => input.inverse();

    public static Tensor cholesky_solve(Tensor input, Tensor input2, bool upper = false) => Aten.Call("cholesky_solve", input, input2, upper);

    public static partial class linalg
    {
        public static Tensor cholesky(Tensor input) => Aten.Call("linalg_cholesky", input);

        public static Tensor solve(Tensor A, Tensor B, bool left = true) => Aten.Call("linalg_solve", A, B, left);

        public static Tensor solve_triangular(Tensor A, Tensor B, bool upper, bool left = true, bool unitriangular = false, Tensor? @out = null)
        {
            if (@out is null)
            {
                return Aten.Call("linalg_solve_triangular", A, B, upper, left, unitriangular);
            }

            Aten.Do("linalg_solve_triangular.out", A, B, upper, left, unitriangular, @out);
            return @out;
        }

        public static (Tensor, Tensor) eigh(Tensor input, char UPLO = 'L') => Aten.Call2("linalg_eigh", input, UPLO.ToString());

        public static Tensor eigvalsh(Tensor input, char UPLO = 'L') => Aten.Call("linalg_eigvalsh", input, UPLO.ToString());

        public static (Tensor U, Tensor S, Tensor Vh) svd(Tensor A, bool fullMatrices = true) => Aten.Call3("linalg_svd", A, fullMatrices);

        public static Tensor svdvals(Tensor input) => Aten.Call("linalg_svdvals", input);

        public static (Tensor Q, Tensor R) qr(Tensor input) => Aten.Call2("linalg_qr", input, "reduced");

        public static (Tensor Solution, Tensor Residuals, Tensor Rank, Tensor SingularValues) lstsq(Tensor input, Tensor other) => Aten.Call4("linalg_lstsq", input, other);

        public static Tensor inv(Tensor input) => Aten.Call("linalg_inv", input);

        public static Tensor pinv(Tensor input, double rcond = 1e-15, bool hermitian = false) => Aten.Call("linalg_pinv", input, rcond, hermitian);

        public static Tensor det(Tensor input) => Aten.Call("linalg_det", input);

        public static (Tensor, Tensor) slogdet(Tensor A) => Aten.Call2("linalg_slogdet", A);

        public static Tensor matrix_rank(Tensor input, double? atol = null, double? rtol = null, bool hermitian = false) => Aten.Call("linalg_matrix_rank.atol_rtol_float", input, atol, rtol, hermitian);

        public static Tensor vector_norm(Tensor input, double ord = 2.0, long[]? dims = null, bool keepdim = false) => Aten.Call("linalg_vector_norm", input, ord, dims, keepdim);

        public static Tensor norm(Tensor input, double ord, long[]? dims = null, bool keepdim = false) => Aten.Call("linalg_norm", input, ord, dims, keepdim);
    }
}
