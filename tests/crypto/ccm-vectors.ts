/** Published test vectors of AES-CCM with the link's parameters: an 8-byte tag and a 13-byte nonce. All fields in hex. */
export interface CcmVector {
	name: string;
	key: string;
	nonce: string;
	associatedData: string;
	plaintext: string;
	/** Ciphertext and tag. */
	sealed: string;
}

/** NIST CAVP, CAVS 11.0, CCM-VTT, AES-256 (VTT256.rsp), section Tlen = 8: all ten, under one key and nonce. */
const VTT256_KEY = "bae73483de27b581a7c13f178a6d7bda168c1b4a1cb9180512a13e3ab914eb61";
const VTT256_NONCE = "daf54faef6e4fc7867624b76f2";
const VTT256: readonly (readonly [count: number, adata: string, payload: string, ct: string])[] = [
	[
		20,
		"7022eaa52c9da821da72d2edd98f6b91dfe474999b75b34699aeb38465f70c1c",
		"28ef408d57930086011b167ac04b866e5b58fe6690a0b9c3",
		"356367c6cee4453658418d9517f7c6faddcd7c65aef460138cf050f48c505151",
	],
	[
		21,
		"a61b6c1f0293a7c35520abf158a995e5ae59b43ec5f38ff6fd6529970c9f83ac",
		"1c5ad37d2a55afbc390b27cde0c42d6651fe191239bfaa27",
		"01d6f436b322ea0c6051bc2237786df2d76b9b1107eb73f76bca352f92f383e1",
	],
	[
		22,
		"0f1c6dffeda98f7a159f9cc61820bfb29910d8eaa41b751a41f9fe5648f02fba",
		"6efe6652d46a84166d30befe2fbee0795e9475b401eedd60",
		"737241194d1dc1a6346a2511f802a0edd801f7b73fba04b014fd7c84052208d9",
	],
	[
		23,
		"151110a9ce7e44e5d76d9cad53c1819317527fcd169051f01c6a3efcc06ea999",
		"55b791ee495299916ff3c2327b4990952bebd0a2da9acfc5",
		"483bb6a5d025dc2136a959ddacf5d001ad7e52a1e4ce1615c3ebc7214b9eef31",
	],
	[
		24,
		"0ba1210696d735eebc13b609d0ec33bc740805105dd82f065b82892b931f1e6d",
		"794a86f5b20d344ad86fd5523d08f1864737be57731440c2",
		"64c6a1be2b7a71fa81354ebdeab4b112c1a23c544d409912eff08182f8a00f13",
	],
	[
		25,
		"5a3b71b0fdecce8bd759d3d72321b5c3e882c82627c14e0b59cc8c6d191f243f",
		"efa6ddd6fb8e4480a0f64414694e5f9e7f2e9b97cbe9cd14",
		"f22afa9d62f90130f9acdffbbef21f0af9bb1994f5bd14c46894be1f8fa14538",
	],
	[
		26,
		"5d344c5b94695a66192b6692e420c8eaa3cb482502be837b2a0a91b787fbe48e",
		"561dd3bf419ae33ff521a43898cf12c6a5c6163eec22abc1",
		"4b91f4f4d8eda68fac7b3fd74f7352522353943dd2767211f4393bca514c3336",
	],
	[
		27,
		"08344486df2b2f9a6880a03503a3986c485f067c480c31a51607553b875f91fa",
		"6d3596f25401f2e3b099613236f1d88a2f3d8edc1f04bc0c",
		"70b9b1b9cd76b753e9c3fadde14d981ea9a80cdf215065dcb708ffd04c8c2da0",
	],
	[
		28,
		"9d0824a4dc7e67326c5b68a6ea99cb68298a2af2cc1952351454b038f6270603",
		"c563a43e4cc0f93d955432f68287e63400a7fdcae738ba84",
		"d8ef8375d5b7bc8dcc0ea919553ba6a086327fc9d96c63541511d7d684d58762",
	],
	[
		29,
		"c4384069e09a3d4de2c94e7e6055d8a00394e268398d6ea32914097aec37a1f4",
		"18c5865b414b2a06b4d71ab9550985b4f3c3d7817e8a8d7c",
		"0549a110d83c6fb6ed8d815682b5c5207556558240de54acef0919c5f5daf093",
	],
];

export const NIST_CCM_AES256: readonly CcmVector[] = VTT256.map(([count, adata, payload, ct]) => ({
	name: `CAVP VTT256 count ${count}`,
	key: VTT256_KEY,
	nonce: VTT256_NONCE,
	associatedData: adata,
	plaintext: payload,
	sealed: ct,
}));

/** RFC 3610, section 8, packet vectors 1 to 6: AES-128, and payloads that end off a block's edge. */
export const RFC3610_CCM_AES128: readonly CcmVector[] = [
	{
		name: "RFC 3610 packet vector 1",
		key: "c0c1c2c3c4c5c6c7c8c9cacbcccdcecf",
		nonce: "00000003020100a0a1a2a3a4a5",
		associatedData: "0001020304050607",
		plaintext: "08090a0b0c0d0e0f101112131415161718191a1b1c1d1e",
		sealed: "588c979a61c663d2f066d0c2c0f989806d5f6b61dac38417e8d12cfdf926e0",
	},
	{
		name: "RFC 3610 packet vector 2",
		key: "c0c1c2c3c4c5c6c7c8c9cacbcccdcecf",
		nonce: "00000004030201a0a1a2a3a4a5",
		associatedData: "0001020304050607",
		plaintext: "08090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
		sealed: "72c91a36e135f8cf291ca894085c87e3cc15c439c9e43a3ba091d56e10400916",
	},
	{
		name: "RFC 3610 packet vector 3",
		key: "c0c1c2c3c4c5c6c7c8c9cacbcccdcecf",
		nonce: "00000005040302a0a1a2a3a4a5",
		associatedData: "0001020304050607",
		plaintext: "08090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20",
		sealed: "51b1e5f44a197d1da46b0f8e2d282ae871e838bb64da8596574adaa76fbd9fb0c5",
	},
	{
		name: "RFC 3610 packet vector 4",
		key: "c0c1c2c3c4c5c6c7c8c9cacbcccdcecf",
		nonce: "00000006050403a0a1a2a3a4a5",
		associatedData: "000102030405060708090a0b",
		plaintext: "0c0d0e0f101112131415161718191a1b1c1d1e",
		sealed: "a28c6865939a9a79faaa5c4c2a9d4a91cdac8c96c861b9c9e61ef1",
	},
	{
		name: "RFC 3610 packet vector 5",
		key: "c0c1c2c3c4c5c6c7c8c9cacbcccdcecf",
		nonce: "00000007060504a0a1a2a3a4a5",
		associatedData: "000102030405060708090a0b",
		plaintext: "0c0d0e0f101112131415161718191a1b1c1d1e1f",
		sealed: "dcf1fb7b5d9e23fb9d4e131253658ad86ebdca3e51e83f077d9c2d93",
	},
	{
		name: "RFC 3610 packet vector 6",
		key: "c0c1c2c3c4c5c6c7c8c9cacbcccdcecf",
		nonce: "00000008070605a0a1a2a3a4a5",
		associatedData: "000102030405060708090a0b",
		plaintext: "0c0d0e0f101112131415161718191a1b1c1d1e1f20",
		sealed: "6fc1b011f006568b5171a42d953d469b2570a4bd87405a0443ac91cb94",
	},
];
