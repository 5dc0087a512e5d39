#include <bits/stdc++.h>
#define ll long long
#define FOR(i, a, b) for (int i = (a); i < (b); ++i)
#define pb push_back
using namespace std;

const int N = 1e6 + 5;
const ll MOD = 998244353LL;
bool composite[N];
int smallest[N];
vector<int> primes;

ll power(ll b, ll e) {
    ll r = 1;
    b %= MOD;
    while (e > 0) {
        if (e & 1) r = r * b % MOD;
        b = b * b % MOD;
        e >>= 1;
    }
    return r;
}

void sieve() {
    for (int i = 2; i < N; i++) {
        if (!composite[i]) { primes.pb(i); smallest[i] = i; }
        for (size_t j = 0; j < primes.size() && (ll)i * primes[j] < N; j++) {
            composite[i * primes[j]] = true;
            smallest[i * primes[j]] = primes[j];
            if (i % primes[j] == 0) break;
        }
    }
}

map<int, int> factors(int n) {
    map<int, int> f;
    while (n > 1) {
        f[smallest[n]]++;
        n /= smallest[n];
    }
    return f;
}

int main() {
    sieve();
    int t;
    scanf("%d", &t);
    while (t--) {
        int n, k;
        scanf("%d %d", &n, &k);
        ll divisors = 1, total = 1;
        for (auto it = factors(n).begin(); it != factors(n).end(); ++it) {
            divisors = divisors * (it->second + 1) % MOD;
        }
        for (auto p : factors(n)) total = total * (power(p.first, p.second + 1) - 1 + MOD) % MOD * power(p.first - 1, MOD - 2) % MOD;
        vector<pair<int, ll>> best(k > 0 ? k : 1, make_pair(-1, 0LL));
        sort(best.begin(), best.end(), [](const pair<int, ll>& a, const pair<int, ll>& b) { return a.second > b.second; });
        printf("%lld %lld%c", divisors, total, "\n "[t == 0 ? 0 : 1]);
    }
    return 0;
}
