// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {Initializable} from "@openzeppelin/contracts/proxy/utils/Initializable.sol";
import {UUPSUpgradeable} from "@openzeppelin/contracts/proxy/utils/UUPSUpgradeable.sol";
import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {ERC721URIStorage} from "@openzeppelin/contracts/token/ERC721/extensions/ERC721URIStorage.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";

/// @title IdentityRegistryStandIn
/// @notice An ERC-8004 identity registry for local chains, with the interface and the rules of the canonical one. Never
/// deployed to a live chain: there the canonical registry is used.
/// @dev Not used through a proxy; what upgrades the canonical registry is there and refuses, as it does on an
/// implementation.
contract IdentityRegistryStandIn is ERC721URIStorage, EIP712, Ownable, Initializable, UUPSUpgradeable {
    struct MetadataEntry {
        string metadataKey;
        bytes metadataValue;
    }

    /// @dev How far ahead the deadline of a wallet's proof may be.
    uint256 private constant _LONGEST_PROOF = 5 minutes;
    string private constant _WALLET = "agentWallet";
    bytes32 private constant _WALLET_HASH = keccak256(bytes(_WALLET));
    bytes32 private constant _PROOF_TYPEHASH = keccak256(
        "AgentWalletSet(uint256 agentId,address newWallet,address owner,uint256 deadline)"
    );

    uint256 private _agents;
    mapping(uint256 agentId => mapping(string key => bytes value)) private _metadata;

    event Registered(uint256 indexed agentId, string agentURI, address indexed owner);
    event MetadataSet(
        uint256 indexed agentId,
        string indexed indexedMetadataKey,
        string metadataKey,
        bytes metadataValue
    );
    event URIUpdated(uint256 indexed agentId, string newURI, address indexed updatedBy);

    constructor() ERC721("AgentIdentity", "AGENT") EIP712("ERC8004IdentityRegistry", "1") Ownable(msg.sender) {
        _disableInitializers();
    }

    function initialize() external reinitializer(2) onlyOwner {}

    function register() external returns (uint256 agentId) {
        return _register("", new MetadataEntry[](0));
    }

    function register(string calldata agentURI) external returns (uint256 agentId) {
        return _register(agentURI, new MetadataEntry[](0));
    }

    function register(string calldata agentURI, MetadataEntry[] calldata metadata) external returns (uint256 agentId) {
        return _register(agentURI, metadata);
    }

    function setAgentURI(uint256 agentId, string calldata newURI) external {
        _requireAuthorized(agentId);
        _setTokenURI(agentId, newURI);
        emit URIUpdated(agentId, newURI, msg.sender);
    }

    function setMetadata(uint256 agentId, string calldata metadataKey, bytes calldata metadataValue) external {
        _requireAuthorized(agentId);
        _requireFree(metadataKey);
        _setMetadata(agentId, metadataKey, metadataValue);
    }

    /// @notice Sets where the agent is paid; `newWallet` has signed for it, as a plain key or by ERC-1271.
    function setAgentWallet(uint256 agentId, address newWallet, uint256 deadline, bytes calldata signature) external {
        require(newWallet != address(0), "bad wallet");
        require(block.timestamp <= deadline, "expired");
        require(deadline <= block.timestamp + _LONGEST_PROOF, "deadline too far");
        address owner = _requireAuthorized(agentId);
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(_PROOF_TYPEHASH, agentId, newWallet, owner, deadline)));
        require(_isSignedBy(newWallet, digest, signature), "invalid wallet sig");
        _setMetadata(agentId, _WALLET, abi.encodePacked(newWallet));
    }

    function unsetAgentWallet(uint256 agentId) external {
        _requireAuthorized(agentId);
        _setMetadata(agentId, _WALLET, "");
    }

    function getAgentWallet(uint256 agentId) external view returns (address) {
        _requireOwned(agentId);
        return address(bytes20(_metadata[agentId][_WALLET]));
    }

    function getMetadata(uint256 agentId, string calldata metadataKey) external view returns (bytes memory) {
        return _metadata[agentId][metadataKey];
    }

    function getVersion() external pure returns (string memory) {
        return "2.0.0";
    }

    function _register(string memory agentURI, MetadataEntry[] memory metadata) private returns (uint256 agentId) {
        agentId = _agents++;
        if (bytes(agentURI).length != 0) _setTokenURI(agentId, agentURI);
        _setMetadata(agentId, _WALLET, abi.encodePacked(msg.sender));
        for (uint256 i; i < metadata.length; ++i) {
            _requireFree(metadata[i].metadataKey);
            _setMetadata(agentId, metadata[i].metadataKey, metadata[i].metadataValue);
        }
        emit Registered(agentId, agentURI, msg.sender);
        _safeMint(msg.sender, agentId);
    }

    function _setMetadata(uint256 agentId, string memory key, bytes memory value) private {
        _metadata[agentId][key] = value;
        emit MetadataSet(agentId, key, key, value);
    }

    /// @dev A wallet's proof was for its owner of then: the next one brings its own.
    function _update(address to, uint256 agentId, address authority) internal override returns (address from) {
        from = super._update(to, agentId, authority);
        if (from != address(0) && to != address(0)) _setMetadata(agentId, _WALLET, "");
    }

    function _authorizeUpgrade(address) internal override onlyOwner {}

    function _requireAuthorized(uint256 agentId) private view returns (address owner) {
        owner = _requireOwned(agentId);
        require(_isAuthorized(owner, msg.sender, agentId), "Not authorized");
    }

    function _requireFree(string memory key) private pure {
        require(keccak256(bytes(key)) != _WALLET_HASH, "reserved key");
    }

    function _isSignedBy(address wallet, bytes32 digest, bytes calldata signature) private view returns (bool) {
        if (wallet.code.length == 0) return ECDSA.recoverCalldata(digest, signature) == wallet;
        return SignatureChecker.isValidERC1271SignatureNowCalldata(wallet, digest, signature);
    }
}
